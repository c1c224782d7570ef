"""What loralint knows: rules, frameworks, what models are and have. Made from rules/ and schemas/, loaded on demand."""
