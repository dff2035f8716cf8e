using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Parsing;
using Swarm.Engine.Nodes;
using Swarm.Engine.Workspaces;

namespace Swarm.Cli.Commands.Workspaces;

/// <summary>What says which changes of a workspace are meant.</summary>
internal sealed class ChangeOptions
{
    private readonly Option<string> _base = CommonOptions.Node("--base", "The node before the changes, else the root of the node's lineage", isPositional: false);
    private readonly Option<string?>? _baseFolder;
    private readonly Option<string[]> _paths = new("--path")
    {
        Description = "Only these files, or files in these folders: a pattern as in .swarmignore; may be given more than once.",
        HelpName = "PATTERN",
    };

    public ChangeOptions(Command command, bool takesBaseFolder)
    {
        _base.Required = false;
        command.Add(_base);
        if (takesBaseFolder)
        {
            _baseFolder = CommonOptions.Path("--base-folder", "DIR", "A folder that stands for what was before the changes: the one that the workspace was copied from.");
            command.Add(_baseFolder);
        }

        command.Add(_paths);
    }

    /// <summary>Whether any is given.</summary>
    public bool AreGiven(Invocation invocation) =>
        invocation.Get(_base) is not null || (_baseFolder is not null && invocation.Get(_baseFolder) is not null) || invocation.Get(_paths) is { Length: > 0 };

    /// <summary>The changes that lead to a node.</summary>
    public ChangeRequest Read(Invocation invocation, NodeReference node) => new(node)
    {
        Base = invocation.Get(_base) is { } named ? new NodeReference(named) : null,
        BaseFolder = _baseFolder is null ? null : invocation.Get(_baseFolder),
        Paths = invocation.Get(_paths),
    };
}
