using System.Management.Automation;
using Swarm.Engine.Networking;
using Swarm.PowerShell.Commands;

namespace Swarm.PowerShell.Networking;

/// <summary>What the cmdlets share that get services.</summary>
public abstract class GetServiceCommand : SwarmCommand
{
    /// <summary>The names of those to get. By default all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    private protected abstract NetworkServiceKind Kind { get; }

    private protected abstract object Convert(NetworkService service);

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Name is null)
        {
            WriteObject(NetworkServices.List(MakeOptions(), Kind).Select(Convert), enumerateCollection: true);
            return;
        }

        foreach (var name in Name)
        {
            Try(name, () => WriteObject(Convert(NetworkServices.Require(MakeOptions(), Kind, name))));
        }
    }
}
