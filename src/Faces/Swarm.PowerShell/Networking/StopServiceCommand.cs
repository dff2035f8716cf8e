using System.Management.Automation;
using Swarm.Engine.Networking;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;

namespace Swarm.PowerShell.Networking;

/// <summary>What the cmdlets share that stop a service.</summary>
public abstract class StopServiceCommand : SwarmCommand
{
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(30);

    /// <summary>Which one. By default the one named 'default'.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServiceCompleter))]
    public string[] Name { get; set; } = [BrokerRequest.DefaultName];

    /// <summary>How long open connections may go on, as a TimeSpan or a number of seconds: 30 seconds by default.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Grace { get; set; }

    private protected override IReadOnlyList<object?> Items => Name;

    private protected abstract ServiceView View { get; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ShouldProcess(Word, $"Stop {View.Kind}"))
        {
            WriteObject(View.Convert(NetworkServices.StopAsync(MakeOptions(), View.Kind, Word, Grace ?? DefaultGrace, Cancellation).GetAwaiter().GetResult()));
        }
    }
}
