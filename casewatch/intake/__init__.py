"""From any file to checked applications: workbook -> columns -> rows -> findings."""
