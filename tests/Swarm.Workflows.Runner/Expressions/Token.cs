namespace Swarm.Workflows.Runner.Expressions;

/// <summary>A part of an expression: a sign, a name with its dots, or a literal.</summary>
internal sealed record Token(TokenKind Kind, string Text);
