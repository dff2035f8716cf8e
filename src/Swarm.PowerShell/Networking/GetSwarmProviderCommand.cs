using System.Management.Automation;
using Swarm.Core.Errors;
using Swarm.Engine.Networking;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Networking;

/// <summary>Gets the user's providers that serve on this machine, in whichever process they were started.</summary>
/// <example>
/// <code>Get-SwarmProvider</code>
/// <para>Lists them, with what goes on at the moment.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "SwarmProvider")]
[OutputType(typeof(SwarmProvider))]
public sealed class GetSwarmProviderCommand : SwarmCommand
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
            WriteObject(NetworkServices.List(MakeOptions(), NetworkServiceKind.Provider).Select(SwarmProvider.From), enumerateCollection: true);
            return;
        }

        foreach (var name in Name)
        {
            Try(name, () => WriteObject(SwarmProvider.From(NetworkServices.Find(MakeOptions(), NetworkServiceKind.Provider, name)
                ?? throw new SwarmException(ErrorCode.SpecInvalid, $"There is no provider '{name}' that serves: list those that do, and name one."))));
        }
    }
}
