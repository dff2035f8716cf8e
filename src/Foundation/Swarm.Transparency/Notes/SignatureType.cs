namespace Swarm.Transparency.Notes;

/// <summary>The types of note signatures that are known (C2SP signed-note, "Signature types"), by their assigned byte.</summary>
public enum SignatureType
{
    /// <summary>Ed25519 over the note's text.</summary>
    Ed25519 = 1,

    /// <summary>ECDSA over the SHA-256 of the note's text, as DER; the key is a SubjectPublicKeyInfo. Rekor signs so.</summary>
    Ecdsa = 2,

    /// <summary>Ed25519 over a time and a checkpoint (C2SP tlog-cosignature, <c>cosignature/v1</c>).</summary>
    CosignatureV1 = 4,
}
