"""From content to paper: words and pictures, pages of HTML, and the child process in which WeasyPrint runs."""
