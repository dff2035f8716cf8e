using System.CommandLine;

namespace Swarm.Cli.Parsing;

/// <summary>An option that names a node; its value may be given by position too (<see cref="CommandLine.PositionalForm"/>).</summary>
internal sealed class NodeOption(string name) : Option<string>(name)
{
    /// <summary>Whether its value may be given by position.</summary>
    public bool IsPositional { get; init; } = true;
}
