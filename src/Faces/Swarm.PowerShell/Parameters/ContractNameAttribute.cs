using System.Management.Automation;

namespace Swarm.PowerShell.Parameters;

/// <summary>Reads the names that contracts have, as <c>client_exit</c>, where an enumeration says <c>ClientExit</c>: so records bind.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ContractNameAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text ? text.Replace("_", string.Empty, StringComparison.Ordinal) : inputData;
}
