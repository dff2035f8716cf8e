using System.Management.Automation;
using Swarm.Engine.Runs;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;

namespace Swarm.PowerShell.Runs;

/// <summary>What a run's step may reach.</summary>
public abstract partial class RunCommand
{
    /// <summary>Which way the step's traffic takes: None, Direct, or ClientExit through the operator's own machine. By default the policy's route, else Direct.</summary>
    [Parameter]
    [ContractName]
    public SwarmRouteMode? RouteMode { get; set; }

    /// <summary>What keeps the step to its own folder: Confined, or None. By default what the policy and the route need, where this system has it. A confined step sees its workspace at /swarm/workspace in every run.</summary>
    [Parameter]
    [ContractName]
    public SwarmSandbox? Sandbox { get; set; }

    /// <summary>The broker of the route ClientExit, as the run reaches it: 'host:port'. By default the setting 'broker', else your own on this machine.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BrokerAddressCompleter))]
    public string? Broker { get; set; }

    /// <summary>The pin of the broker's key, as Get-SwarmBroker gives it. By default the setting 'broker_pin', else that of your own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValueOf("Pin")]
    [ArgumentCompleter(typeof(BrokerPinCompleter))]
    public string? BrokerPin { get; set; }

    /// <summary>The session whose providers make the connections. By default the setting 'broker_session'.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValueOf("Session")]
    [ArgumentCompleter(typeof(BrokerSessionCompleter))]
    public string? BrokerSession { get; set; }

    private RunRequest AddNetwork(RunRequest request) => request with
    {
        RouteMode = ContractNames.Of(RouteMode),
        Sandbox = ContractNames.Of(Sandbox),
        Broker = Broker,
        BrokerPin = BrokerPin,
        BrokerSession = BrokerSession,
    };
}
