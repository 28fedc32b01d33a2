"""The Runs view: all kept runs in a table, and some of them compared."""
