using System.Management.Automation;
using Swarm.Core.Errors;
using Swarm.Engine.Networking;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;

namespace Swarm.PowerShell.Networking;

/// <summary>What the cmdlets share that get services.</summary>
public abstract class GetServiceCommand : SwarmCommand
{
    /// <summary>The names of those to get; wildcards are taken. By default all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServiceCompleter))]
    public string[]? Name { get; set; }

    private protected abstract ServiceView View { get; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var names = new NameFilter(Name);
        WriteObject(NetworkServices.List(MakeOptions(), View.Kind).Where(service => names.Matches(service.Name)).Select(View.Convert), enumerateCollection: true);
        WriteMissing(names, ErrorCode.SpecInvalid, name => $"There is no {View.Kind.ToString().ToLowerInvariant()} '{name}' that serves: list those that do with {MyInvocation.MyCommand.Name}.");
    }
}
