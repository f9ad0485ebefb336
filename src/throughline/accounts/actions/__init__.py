"""What people do with their own accounts; an administrator's acts stand in `organizations.actions.accounts`."""
