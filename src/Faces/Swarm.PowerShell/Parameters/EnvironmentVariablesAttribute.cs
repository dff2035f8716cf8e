using System.Management.Automation;

namespace Swarm.PowerShell.Parameters;

/// <summary>Lets a parameter take variables as a hashtable, or by the names of those that are set here.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EnvironmentVariablesAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is null ? null : InheritedVariables.Read(inputData, (_, value) => value, value => value);
}
