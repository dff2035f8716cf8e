using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Engine.Sessions;
using Swarm.Verification.Proofs;

namespace Swarm.Engine.Trust;

/// <summary>Verifying proof envelopes that are files.</summary>
public static class ProofFiles
{
    private const long MostBytes = 4L << 20;
    private const long MostInputBytes = 64L << 20;

    /// <summary>Verifies that a proof envelope binds its public inputs to a certificate. Paths are relative to the current folder.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="proof">The envelope's file.</param>
    /// <param name="certificate">The certificate's file.</param>
    /// <param name="publicInputs">The file of the public inputs; null where the envelope carries them.</param>
    /// <exception cref="SwarmException">A file cannot be read (<c>PATH_INVALID</c>).</exception>
    public static ProofVerdict Verify(SessionOptions options, string proof, string certificate, string? publicInputs)
    {
        ArgumentNullException.ThrowIfNull(options);
        return ProofVerifier.Verify(
            Read(proof, MostBytes, "proof"),
            Read(certificate, MostBytes, "certificate"),
            publicInputs is null ? (ReadOnlyMemory<byte>?)null : Read(publicInputs, MostInputBytes, "file of public inputs"));

        byte[] Read(string path, long most, string name) => BoundedFile.Read(Path.GetFullPath(path, options.CurrentFolder), most, name);
    }
}
