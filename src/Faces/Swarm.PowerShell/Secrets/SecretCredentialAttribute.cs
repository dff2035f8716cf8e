using System.Management.Automation;
using Swarm.Core.Errors;

namespace Swarm.PowerShell.Secrets;

/// <summary>Lets a parameter take a credential, or the name of one in a SecretManagement vault.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretCredentialAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            return (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
            {
                null => null,
                PSCredential credential => credential,
                string { Length: > 0 } name when SecretManagement.Find(name) is PSCredential credential => credential,
                _ => throw new ArgumentTransformationMetadataException("It is no credential: give one of Get-Credential, or the name of one in a SecretManagement vault."),
            };
        }
        catch (SwarmException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
