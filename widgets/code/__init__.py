"""The code tab and the export dialog."""
