using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Core.Errors;

namespace Swarm.Cli.Commands.Workspaces;

/// <summary>Writes a node's workspace to a folder, or what changed in it to a patch.</summary>
internal sealed class WorkspaceExportCommand : ImmediateCommand
{
    private const string Patch = "patch";

    private readonly Option<string> _node = CommonOptions.Node(what: "The node whose workspace it is");
    private readonly Option<string> _to = new("--to")
    {
        Description = "The folder to write, which must not be there, or be empty; or the patch's file.",
        HelpName = "PATH",
        Required = true,
    };

    private readonly Option<string> _as = new("--as")
    {
        Description = "What to write: folder (the default), or patch, which 'git apply' takes.",
        HelpName = "FORMAT",
        DefaultValueFactory = _ => "folder",
    };

    private readonly ChangeOptions _changes;
    private readonly Option<bool> _force = new("--force") { Description = "Replace a patch that is there." };

    public WorkspaceExportCommand()
        : base("export", "Write a node's workspace to a new folder, or what changed in it to a patch.")
    {
        _as.AcceptOnlyFromAmong("folder", Patch);
        Add(_node);
        Add(_to);
        Add(_as);
        _changes = new ChangeOptions(this, takesBaseFolder: true);
        Add(_force);
        Examples = ["swarm workspace export --node branch:bold --to ./winner", "swarm workspace export branch:bold bold.patch --as patch"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var isPatch = string.Equals(invocation.Get(_as), Patch, StringComparison.Ordinal);
        if (!isPatch && (_changes.AreGiven(invocation) || invocation.Get(_force)))
        {
            throw new SwarmException(ErrorCode.SpecInvalid, "--base, --base-folder, --path and --force belong to a patch: add --as patch, or leave them out.");
        }

        using var session = invocation.Open();
        var node = session.Nodes.Get(invocation.Node(_node)).Record;
        if (!isPatch)
        {
            return invocation.Write(PathReport.Of(node, session.States.ExportWorkspace(new(node.NodeId), invocation.Require(_to), cancellationToken)));
        }

        var (path, files) = session.Workspaces.ExportPatch(_changes.Read(invocation, new(node.NodeId)), invocation.Require(_to), invocation.Get(_force), cancellationToken);
        return invocation.Write(PathReport.Of(node, path) with
        {
            Warning = files.Count == 0 ? "Nothing differs: the patch is empty." : null,
            Json = json =>
            {
                json.Text("path", path);
                ChangeReport.WriteMembers(json, files);
            },
        });
    }
}
