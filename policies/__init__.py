"""What we permit: categories, rules, revisions, tools as held, requests, decisions, approvals, codebases."""
