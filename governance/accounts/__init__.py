"""People with their roles and teams, sign-in, step-up and tokens; the one gate `access.require`."""
