"""Writers: from the brief of a theme to a draft of its heading and bullets."""
