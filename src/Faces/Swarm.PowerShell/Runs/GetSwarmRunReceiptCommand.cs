using System.Management.Automation;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Runs;

/// <summary>Gets the receipts of a run: what the proxy beside its step decided about each connection.</summary>
/// <remarks>
/// A receipt has the time, the host, the port, the address, the verdict, the rule that decided and the bytes; never a path, a
/// header or a body. The digest of all of them is in the run's certificate, and they are held to it.
///
/// A run has receipts where a proxy stood between its step and the network: with a sandbox, with a policy that has hosts, ports
/// or ranges, or with another route than the machine's own.
/// </remarks>
/// <example>
/// <code>Get-SwarmRunReceipt confined</code>
/// <para>Shows what the tip of the branch 'confined' connected to.</para>
/// </example>
/// <example>
/// <code>Get-SwarmRun -Label confined | Get-SwarmRunReceipt | Where-Object Verdict -NE allowed | Group-Object Host -NoElement</code>
/// <para>Counts what was denied or failed by host.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "SwarmRunReceipt")]
[OutputType(typeof(SwarmRunReceipt))]
public sealed class GetSwarmRunReceiptCommand : RunReferenceCommand
{
    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        var runId = FindRunId(session);
        foreach (var receipt in session.Runs.ReadReceipts(runId))
        {
            Cancellation.ThrowIfCancellationRequested();
            WriteObject(SwarmRunReceipt.From(receipt, runId, session.Root));
        }
    }
}
