using System.Management.Automation;
using Swarm.PowerShell.Parameters;

namespace Swarm.PowerShell.Secrets;

/// <summary>
/// Lets a parameter take secrets for an environment: a hashtable whose values are secrets in any of their forms, or the names of
/// variables that are set here.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EnvironmentSecretsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is null ? null : InheritedVariables.Read(inputData, Open, value => SecretManagement.Protect(value));

    private static object Open(string name, object? value) =>
        SecretAttribute.Open(value) ?? throw new ArgumentTransformationMetadataException($"The secret '{name}' has no value: give a SecureString, a credential, or the name of a secret in a SecretManagement vault.");
}
