using System.Management.Automation;
using Swarm.Engine.Networking;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Networking;

/// <summary>Stops providers: they take nothing new, let open connections come to their end for a while, and end.</summary>
/// <remarks>
/// It works from any session of the same user on this machine, and waits until each has ended. A process that has the number of one
/// that ended long ago is never touched.
/// </remarks>
/// <example>
/// <code>Get-SwarmProvider | Stop-SwarmProvider -Grace 1</code>
/// <para>Stops all of them, and cuts what is still open after a second.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "SwarmProvider", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmProvider))]
public sealed class StopSwarmProviderCommand : SwarmCommand
{
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(30);

    /// <summary>Which one. By default the one named 'default'.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = ProviderRequest.DefaultSession;

    /// <summary>How long open connections may go on, as a TimeSpan or a number of seconds: 30 seconds by default.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Grace { get; set; }

    /// <inheritdoc/>
    protected override object? Target => Name;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ShouldProcess(Name, "Stop provider"))
        {
            WriteObject(SwarmProvider.From(NetworkServices.StopAsync(MakeOptions(), NetworkServiceKind.Provider, Name, Grace ?? DefaultGrace, Cancellation).GetAwaiter().GetResult()));
        }
    }
}
