"""What tests stand on: databases, PostgreSQL, the live site, the browser. No assertions about the product."""
