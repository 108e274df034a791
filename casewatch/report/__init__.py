"""What people see: sentences, pictures with a text beside them, and the Excel report. Plain data in, files out."""
