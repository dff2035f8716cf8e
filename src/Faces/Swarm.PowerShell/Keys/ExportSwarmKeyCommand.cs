using System.Management.Automation;
using Swarm.Cryptography.Keys;
using Swarm.Engine.Keys;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;

namespace Swarm.PowerShell.Keys;

/// <summary>Gives a public key as text for others, or writes a private key to a file.</summary>
/// <remarks>
/// A private key is written only with -Secret, and only to a new file that nobody but its owner can read. Whoever has it
/// acts as the user.
/// </remarks>
/// <example>
/// <code>Export-SwarmKey default -Purpose Operator</code>
/// <para>Gives the public key that verifies this user's certificates.</para>
/// </example>
/// <example>
/// <code>Export-SwarmKey default -Purpose Sealing -Secret -Destination ./identity.txt</code>
/// <para>Writes the identity that 'age' opens bundles with.</para>
/// </example>
[Cmdlet(VerbsData.Export, "SwarmKey", SupportsShouldProcess = true, DefaultParameterSetName = PublicSet)]
[OutputType(typeof(string))]
[OutputType(typeof(FileInfo))]
public sealed class ExportSwarmKeyCommand : SwarmCommand
{
    private const string PublicSet = "Public";
    private const string SecretSet = "Secret";

    /// <summary>The profile. By default the one in force.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("KeyName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string? Name { get; set; }

    /// <summary>Which key: Operator, which signs, or Sealing, which bundles are sealed to.</summary>
    [Parameter(Mandatory = true)]
    public SwarmKeyPurpose Purpose { get; set; }

    /// <summary>Exports the private key. It is never shown, only written to the file.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SecretSet)]
    public SwitchParameter Secret { get; set; }

    /// <summary>The file for the private key. It must not be there.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SecretSet)]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var keys = new KeyProfiles(MakeOptions());
        var purpose = Purpose == SwarmKeyPurpose.Operator ? KeyPurpose.Operator : KeyPurpose.Sealing;
        if (!Secret)
        {
            WriteObject(keys.ExportPublic(Name, purpose));
        }
        else if (ResolvePath(Destination!) is var destination && ShouldProcess(destination, $"Write the private {purpose} key"))
        {
            WriteObject(new FileInfo(keys.ExportSecret(Name, purpose, destination)));
        }
    }
}
