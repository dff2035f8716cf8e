using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Engine.Nodes;

namespace Swarm.Cli.Commands.Trust;

/// <summary>Copies a certificate, or a whole lineage, for somebody who has no store.</summary>
internal sealed class CertificateExportCommand : ImmediateCommand
{
    private readonly Argument<string> _reference = new("REF")
    {
        Description = "The run or node: an id or its beginning, run:<id>, branch:<label>, or a label.",
    };

    private readonly Argument<string> _destination = new("FOLDER") { Description = "The folder; it is made where it is not there." };

    private readonly Option<bool> _recurse = new("--recurse")
    {
        Description = "Copy all ancestors' certificates too, each into a folder of its own that is named as its node.",
    };

    public CertificateExportCommand()
        : base("export", "Copy a certificate, its attestations and its policy to a folder; nothing in them is secret.")
    {
        Add(_reference);
        Add(_destination);
        Add(_recurse);
        Examples = ["swarm certificate export branch:main evidence --recurse"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var files = session.Trust.Export(
            new NodeReference(invocation.Require(_reference)), invocation.Require(_destination), invocation.Get(_recurse), cancellationToken);
        return invocation.Write(new Report
        {
            CertificateRef = FileLocator.Of(files[0]),
            Quiet = [files[0]],
            Json = json => json.Array("files", files),
            Text = text =>
            {
                foreach (var file in files)
                {
                    text.Line(file);
                }
            },
        });
    }
}
