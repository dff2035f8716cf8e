using System.Management.Automation;
using Swarm.Core.Contracts;

namespace Swarm.PowerShell.Parameters;

/// <summary>Refuses what is no status of a run. A wildcard may be anything.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateRunStatusAttribute : ValidateEnumeratedArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void ValidateElement(object element)
    {
        var status = LanguagePrimitives.ConvertTo<string>(element);
        if (!WildcardPattern.ContainsWildcardCharacters(status) && !RunStatus.Shown.Contains(status, StringComparer.OrdinalIgnoreCase))
        {
            throw new ValidationMetadataException($"'{status}' is no status of a run: those are {string.Join(", ", RunStatus.Shown)}.");
        }
    }
}
