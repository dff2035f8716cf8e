using System.Management.Automation;
using Swarm.Core.Errors;
using Swarm.Engine.Networking;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Networking;

/// <summary>Gets the user's brokers that serve on this machine, in whichever process they were started.</summary>
/// <example>
/// <code>Get-SwarmBroker</code>
/// <para>Lists them, with what goes on at the moment.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "SwarmBroker")]
[OutputType(typeof(SwarmBroker))]
public sealed class GetSwarmBrokerCommand : SwarmCommand
{
    /// <summary>The names of those to get. By default all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Name is null)
        {
            WriteObject(NetworkServices.List(MakeOptions(), NetworkServiceKind.Broker).Select(SwarmBroker.From), enumerateCollection: true);
            return;
        }

        foreach (var name in Name)
        {
            Try(name, () => WriteObject(SwarmBroker.From(NetworkServices.Find(MakeOptions(), NetworkServiceKind.Broker, name)
                ?? throw new SwarmException(ErrorCode.SpecInvalid, $"There is no broker '{name}' that serves: list those that do, and name one."))));
        }
    }
}
