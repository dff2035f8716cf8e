using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Engine.Nodes;

namespace Swarm.Cli.Commands.Trust;

/// <summary>Verifies the certificate of a node in the store.</summary>
internal sealed class VerifyRunCommand : ImmediateCommand
{
    private readonly Argument<string> _reference = new("REF")
    {
        Description = "The run or node: an id or its beginning, run:<id>, branch:<label>, or a label.",
    };
    private readonly VerificationOptions _expectations = new();

    public VerifyRunCommand()
        : base("run", "Verify the certificate of a run or node in the store; exit code 0 or 3.")
    {
        Add(_reference);
        _expectations.AddTo(this);
        Examples = ["swarm verify run branch:main --recurse", "swarm verify run main --expected-head sha256:… --require lineage --require heads"];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        using var session = invocation.Open();
        var node = session.Nodes.Get(new NodeReference(invocation.Require(_reference)));
        var verdict = session.Trust.VerifyNode(
            new(node.Record.NodeId), _expectations.Read(invocation), cancellationToken);
        return invocation.Write(VerdictReport.Of(verdict, session.Nodes.CertificatePath(node)) with { RunId = node.Record.RunId });
    }
}
