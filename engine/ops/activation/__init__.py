"""What makes a network more than a linear map."""
