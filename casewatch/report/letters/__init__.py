"""What is sent or handed out: the council's report, the week's mail, the tertial text."""
