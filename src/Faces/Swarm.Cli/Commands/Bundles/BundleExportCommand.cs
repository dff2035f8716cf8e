using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Engine.Bundles;

namespace Swarm.Cli.Commands.Bundles;

/// <summary>Writes a node as a bundle.</summary>
internal sealed class BundleExportCommand : SwarmCommand
{
    private readonly Option<string> _node = CommonOptions.Node(what: "The node to carry");
    private readonly Option<string?> _to = CommonOptions.Path("--to", "FILE", "The bundle's file.");

    private readonly Option<string?> _store = new("--store")
    {
        Description = "The store that it is put into: a folder, or an address such as s3://bucket/prefix; without --to, else the setting bundle_store.",
        HelpName = "STORE",
    };

    private readonly Option<string[]> _recipients = new("--recipient")
    {
        Description = "An age recipient who can open it, else you alone; may be given more than once.",
        HelpName = "age1…",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replace a file that is there." };

    public BundleExportCommand()
        : base("export", "Write a node's whole snapshot to one sealed file, which age and tar open too.")
    {
        Add(_node);
        Add(_to);
        Add(_store);
        Add(_recipients);
        Add(_force);
        AlsoByPosition = [_to];
        Examples =
        [
            "swarm bundle export bold bold.age --recipient age1…",
            "swarm bundle export --node branch:bold --store s3://bucket/bundles",
        ];
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var node = session.Nodes.Get(invocation.Node(_node)).Record;
        var request = new ExportBundleRequest
        {
            Destination = invocation.Get(_to),
            Store = invocation.Get(_store),
            Recipients = invocation.Require(_recipients),
            Overwrite = invocation.Get(_force),
        };
        var bundle = await session.Bundles.ExportAsync(new(node.NodeId), request, cancellationToken);
        foreach (var warning in bundle.Warnings)
        {
            invocation.Streams.Warn(warning);
        }

        return invocation.Write(new Report
        {
            RunId = node.RunId,
            NodeId = node.NodeId,
            Quiet = [],
            Json = json =>
            {
                json.Text("path", bundle.Path);
                json.Text("locator", bundle.Locator.Locator);
                json.Text("bundle_sha256", bundle.Locator.BundleSha256.ToString());
                json.Text("bundle_manifest_sha256", bundle.Locator.BundleManifestSha256.ToString());
                json.Number("size", bundle.Locator.Size);
            },
            Text = text => text.Fields(
                ("bundle", bundle.Path),
                ("locator", bundle.Locator.Locator),
                ("digest", bundle.Locator.BundleSha256.ToString()),
                ("size", $"{bundle.Locator.Size} bytes")),
        });
    }
}
