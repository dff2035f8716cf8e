using System.Management.Automation;
using Swarm.Core.Errors;
using Swarm.Engine.Keys;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Keys;

/// <summary>Gets the public halves of the user's keys.</summary>
/// <example>
/// <code>Get-SwarmKey</code>
/// <para>Lists all profiles.</para>
/// </example>
/// <example>
/// <code>(Get-SwarmKey default).Recipient</code>
/// <para>Gives the age recipient that others seal bundles to.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "SwarmKey")]
[OutputType(typeof(SwarmKey))]
public sealed class GetSwarmKeyCommand : SwarmCommand
{
    /// <summary>The profiles to get; wildcards are taken. By default all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("KeyName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var names = new NameFilter(Name);
        WriteObject(new KeyProfiles(MakeOptions()).List().Where(key => names.Matches(key.Name)).Select(SwarmKey.From), enumerateCollection: true);
        WriteMissing(names, ErrorCode.KeyInvalid, name => $"There is no key profile '{name}': make it with New-SwarmKey, or name another.");
    }
}
