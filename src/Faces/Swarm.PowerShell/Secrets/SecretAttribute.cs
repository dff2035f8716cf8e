using System.Management.Automation;
using System.Security;
using Swarm.Core.Errors;

namespace Swarm.PowerShell.Secrets;

/// <summary>
/// Lets a parameter take a secret in any of its forms: a SecureString, a credential, whose password it is, or the name of a
/// secret in a SecretManagement vault. No message holds what was given: it may be the secret itself.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Open(inputData);

    /// <summary>Opens a secret in any of its forms.</summary>
    /// <param name="value">What was given.</param>
    internal static SecureString? Open(object? value)
    {
        try
        {
            return (value is PSObject wrapped ? wrapped.BaseObject : value) switch
            {
                null => null,
                string { Length: > 0 } name => PasswordOf(SecretManagement.Find(name))
                    ?? throw new ArgumentTransformationMetadataException("The secret of that name is neither a text nor a credential: name another."),
                var other => PasswordOf(other) ?? throw new ArgumentTransformationMetadataException("It is no secret: give a SecureString, a credential, or the name of a secret in a SecretManagement vault."),
            };
        }
        catch (SwarmException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }

    private static SecureString? PasswordOf(object value) => value switch
    {
        SecureString secret => secret,
        PSCredential credential => credential.Password,
        _ => null,
    };
}
