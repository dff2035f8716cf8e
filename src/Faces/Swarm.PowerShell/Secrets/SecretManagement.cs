using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security;
using Swarm.Core.Errors;

namespace Swarm.PowerShell.Secrets;

/// <summary>The commands of the module Microsoft.PowerShell.SecretManagement, where it is present.</summary>
internal static class SecretManagement
{
    private const string Module = "Microsoft.PowerShell.SecretManagement";

    // The module asks a vault in a runspace that all its callers in a process share: two at once disturb each other.
    private static readonly Lock OneAtATime = new();

    /// <summary>Calls a command. In the pipeline's own thread it is called there, so that a vault may ask for its password.</summary>
    /// <param name="command">The command.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <exception cref="SwarmException">The module is not there, or the command failed (<c>KEY_INVALID</c>).</exception>
    public static PSObject[] Call(string command, params (string Name, object Value)[] parameters)
    {
        using var shell = System.Management.Automation.PowerShell.Create(Runspace.DefaultRunspace is null ? RunspaceMode.NewRunspace : RunspaceMode.CurrentRunspace);
        shell.AddCommand($@"{Module}\{command}").AddParameter("ErrorAction", ActionPreference.Stop);
        foreach (var (name, value) in parameters)
        {
            shell.AddParameter(name, value);
        }

        try
        {
            lock (OneAtATime)
            {
                return [.. shell.Invoke()];
            }
        }
        catch (CommandNotFoundException exception)
        {
            throw new SwarmException(
                ErrorCode.KeyInvalid,
                $"Vaults of secrets need the module {Module}, which is not there: run 'Install-PSResource {Module}', or give the secret as a SecureString.",
                exception);
        }
        catch (RuntimeException exception)
        {
            throw new SwarmException(ErrorCode.KeyInvalid, $"{command} failed: {exception.ErrorRecord.Exception.Message.TrimEnd('.', ' ')}. See what there is with Get-SecretVault and Get-SecretInfo, and unlock the vault where it is locked.", exception);
        }
    }

    /// <summary>Reads a secret.</summary>
    /// <param name="vault">The vault's name.</param>
    /// <param name="name">The secret's name.</param>
    /// <returns>A secure string, credential, byte array or hashtable.</returns>
    public static object Read(string vault, string name) => Call("Get-Secret", ("Vault", vault), ("Name", name)) is [var found]
        ? found.BaseObject
        : throw new SwarmException(ErrorCode.KeyInvalid, $"The vault '{vault}' gave nothing for the name '{name}': see what it has with Get-SecretInfo.");

    /// <summary>Reads the secret that a parameter names. What was given is in no message: it may be the secret itself, mistaken for a name.</summary>
    /// <param name="reference">Its name, or <c>vault/name</c> where several vaults have one of that name.</param>
    /// <returns>A secure string, credential, byte array or hashtable.</returns>
    public static object Find(string reference)
    {
        if (WildcardPattern.ContainsWildcardCharacters(reference))
        {
            throw new SwarmException(ErrorCode.KeyInvalid, "The name of a secret has no wildcards: write the one that is meant. A secret itself is given as a SecureString.");
        }

        // Asked like this, vaults do not repeat a name that they do not have.
        var name = reference[(reference.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var vaults = Call("Get-SecretInfo", ("Name", name.Length > 0 ? name : reference)).Select(info => $"{info.Properties["VaultName"]?.Value}")
            .Where(vault => name.Length == reference.Length || string.Equals($"{vault}/{name}", reference, StringComparison.OrdinalIgnoreCase));
        return vaults.ToArray() switch
        {
            [var vault] => Read(vault, name),
            [] => throw new SwarmException(ErrorCode.KeyInvalid, "No vault has a secret of that name: see what there is with Get-SecretInfo. A secret itself is given as a SecureString."),
            var several => throw new SwarmException(ErrorCode.KeyInvalid, $"The vaults {string.Join(", ", several)} all have a secret of that name: write the vault's name and '/' before it."),
        };
    }

    /// <summary>Gives what is to be kept as text.</summary>
    /// <param name="text">The text; the caller clears it.</param>
    public static SecureString Protect(ReadOnlySpan<char> text)
    {
        var secret = new SecureString();
        foreach (var character in text)
        {
            secret.AppendChar(character);
        }

        secret.MakeReadOnly();
        return secret;
    }
}
