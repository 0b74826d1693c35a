"""Rules of the desk: when somebody is told of a matter, and again. Pure: no rows, no clock of its own."""
