namespace Swarm.Workflows.Runner.Expressions;

internal enum TokenKind
{
    Sign,
    Name,
    Text,
    End,
}
