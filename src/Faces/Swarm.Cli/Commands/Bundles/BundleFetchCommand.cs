using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Core.Digests;
using Swarm.Engine.Bundles;

namespace Swarm.Cli.Commands.Bundles;

/// <summary>Fetches a bundle from a store.</summary>
internal sealed class BundleFetchCommand : SwarmCommand
{
    private readonly Argument<string> _locator = new("LOCATOR") { Description = "The bundle's locator, as it was given when the bundle was stored." };
    private readonly Option<string> _output = new("--output") { Description = "The file to make; nothing may be there.", HelpName = "FILE", Required = true };
    private readonly Option<Digest?> _sha256 = CommonOptions.Digest("--sha256", "The digest that the bundle has to have.");

    public BundleFetchCommand()
        : base("fetch", "Fetch a bundle from a store, sealed as it is; no node and no key is needed.")
    {
        Add(_locator);
        Add(_output);
        Add(_sha256);
        Examples = ["swarm bundle fetch s3://bucket/bundles/bold.age --output bold.age --sha256 sha256:…"];
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var request = new FetchBundleRequest
        {
            Locator = invocation.Require(_locator),
            Destination = invocation.Require(_output),
            Sha256 = invocation.Get(_sha256),
        };
        var bundle = await BundleTransfer.FetchAsync(invocation.Options, request, cancellationToken);
        return invocation.Write(new Report
        {
            Quiet = [bundle.Path],
            Json = json =>
            {
                json.Text("path", bundle.Path);
                json.Text("locator", bundle.Locator);
                json.Text("bundle_sha256", bundle.Digest.ToString());
                json.Number("size", bundle.Size);
            },
            Text = text => text.Fields(("bundle", bundle.Path), ("digest", bundle.Digest.ToString()), ("size", $"{bundle.Size} bytes")),
        });
    }
}
