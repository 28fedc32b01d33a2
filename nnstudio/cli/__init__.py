"""The command line. Commands that run without a window do not import Qt."""
