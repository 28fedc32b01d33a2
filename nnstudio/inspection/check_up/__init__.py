"""What can be said about a network before it is trained: first loss, one batch, gradients, range of learning rates."""
