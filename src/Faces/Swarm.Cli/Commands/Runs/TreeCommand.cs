using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Engine.Nodes;
using Swarm.Engine.Trees;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Draws the tree.</summary>
internal sealed class TreeCommand : ImmediateCommand
{
    private const string Mermaid = "mermaid";

    private readonly Option<string> _node = CommonOptions.Node(what: "The node to begin with, else all roots");

    private readonly Option<string> _as = new("--as")
    {
        Description = "How to draw it: text (the default), or mermaid for a Markdown page or a job summary.",
        HelpName = "FORMAT",
        DefaultValueFactory = _ => "text",
    };

    public TreeCommand()
        : base("tree", "Draw the tree of nodes.")
    {
        _node.Required = false;
        _as.AcceptOnlyFromAmong("text", Mermaid);
        Add(_node);
        Add(_as);
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var format = string.Equals(invocation.Get(_as), Mermaid, StringComparison.Ordinal) ? TreeFormat.Mermaid : TreeFormat.Text;
        var tree = session.Nodes.Draw(invocation.Get(_node) is { } node ? new NodeReference(node) : null, format);
        return invocation.Write(new Report
        {
            Json = json => json.Text("tree", tree),
            Text = text => text.Line(tree),
        });
    }
}
