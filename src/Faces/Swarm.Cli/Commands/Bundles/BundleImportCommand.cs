using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Commands.Runs;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Core.Digests;
using Swarm.Engine.Bundles;
using Swarm.Engine.Sessions;

namespace Swarm.Cli.Commands.Bundles;

/// <summary>Takes a bundle in.</summary>
internal sealed class BundleImportCommand : SwarmCommand
{
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "The bundle: its file, its locator, or the bundle_locator_next.json of a run, whose digest it then has to have.",
    };
    private readonly Option<Digest?> _sha256 = CommonOptions.Digest("--sha256", "The digest that the bundle has to have.");
    private readonly Option<string?> _label = new("--label")
    {
        Description = "The branch's name; else the one that the bundle names.",
        HelpName = "LABEL",
    };
    private readonly Option<string?> _tokens = CommonOptions.Path(
        "--next-tokens", "FILE", "The node's own next_tokens.json, sealed to you: the node keeps its id. Else it begins a new root.");
    private readonly Option<string?> _certificate = CommonOptions.Path(
        "--certificate", "FILE", "The node's certificate; only with --next-tokens.");
    private readonly Option<string?> _attestation = CommonOptions.Path(
        "--attestation", "FILE", "The certificate's signature; else certificate.dsse.json beside it.");
    private readonly Option<bool> _links = new("--allow-outward-links") { Description = "Take in links that lead out of the workspace." };

    public BundleImportCommand()
        : base("import", "Take a bundle in as a node; makes keys and store first where there are none.")
    {
        Add(_file);
        foreach (var option in new Option[] { _sha256, _label, _tokens, _certificate, _attestation, _links })
        {
            Add(option);
        }

        Examples = ["swarm bundle import bold.age --label received", "swarm bundle import s3://bucket/bundles/bold.age --sha256 sha256:…"];
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = SwarmSession.OpenOrCreate(invocation.Options);
        var request = new ImportBundleRequest
        {
            Path = invocation.Require(_file),
            Sha256 = invocation.Get(_sha256),
            Label = invocation.Get(_label),
            NextTokensPath = invocation.Get(_tokens),
            CertificatePath = invocation.Get(_certificate),
            AttestationPath = invocation.Get(_attestation),
            AllowOutwardLinks = invocation.Get(_links),
        };
        var node = await session.Bundles.ImportAsync(request, cancellationToken);
        if (node.Warning is { } warning)
        {
            invocation.Streams.Warn(warning);
        }

        return invocation.Write(new Report
        {
            NodeId = node.Record.NodeId,
            CertificateRef = FileLocator.Of(session.Nodes.CertificatePath(node)),
            ArtifactHash = node.Record.CertificateSha256?.ToString(),
            Quiet = [node.Record.NodeId],
            Json = json => json.Array("nodes", [node], item => NodeReport.WriteItem(json, item)),
            Text = text => text.Table(NodeReport.Headers, [NodeReport.Row(node)]),
        });
    }
}
