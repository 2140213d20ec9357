"""Every read; takes the viewer, returns what the viewer may see."""
