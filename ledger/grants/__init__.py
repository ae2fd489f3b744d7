"""What money: funds, their years, the terms they were given on, and which years are open."""
