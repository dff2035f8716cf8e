using System.CommandLine;

namespace Swarm.Cli.CommandLine;

/// <summary>A command that only groups others.</summary>
internal sealed class GroupCommand : Command
{
    public GroupCommand(string name, string description, params IReadOnlyList<Command> commands)
        : base(name, description)
    {
        foreach (var command in commands)
        {
            Add(command);
        }
    }
}
