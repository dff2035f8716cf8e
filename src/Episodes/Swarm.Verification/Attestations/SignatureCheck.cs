using Swarm.Verification.Bundles;
using Swarm.Verification.Evidence;
using Swarm.Verification.PublicKeys;

namespace Swarm.Verification.Attestations;

/// <summary>Verifies the bundle's one signature with the signer's key.</summary>
internal static class SignatureCheck
{
    internal static string Verify(SigstoreBundle bundle, PublicKey key, AttestationSubject subject)
    {
        var holds = bundle.Envelope is { } envelope
            ? key.GetSignerSchemes().Any(scheme => key.VerifyData(envelope.PreAuthenticationEncoding, envelope.Signature, scheme))
            : VerifyMessage(bundle.Message!, key, subject);
        return holds ? "the signature is the signer's" : throw Refusal.Invalid(bundle.Envelope is null
            ? "the signature was not made by the signer over this artifact: it is another artifact, or it was changed"
            : "the signature was not made by the signer over the statement in the bundle");
    }

    private static bool VerifyMessage(MessageSignature message, PublicKey key, AttestationSubject subject)
    {
        if (message.HashAlgorithm is { } stated && subject.FindDigest(stated) is { } digest && !digest.AsSpan().SequenceEqual(message.Digest))
        {
            throw Refusal.Invalid("the bundle was made for an artifact with another digest");
        }

        if (key.Kind == PublicKeyKind.Ed25519)
        {
            var content = subject.FindContent() ?? throw Refusal.Invalid(
                "an Ed25519 signature is over the artifact itself, and only its digest was given, or it is too large: give the file");
            return key.VerifyData(content.Span, message.Signature, key.GetSignerSchemes()[0]);
        }

        var isMissing = false;
        foreach (var scheme in key.GetSignerSchemes())
        {
            if (subject.FindDigest(scheme.Hash) is not { } hash)
            {
                isMissing = true;
            }
            else if (key.VerifyHash(hash, message.Signature, scheme))
            {
                return true;
            }
        }

        return isMissing
            ? throw Refusal.Invalid("the signature may be over another digest than the artifact's SHA-256, and only that was given: give the file")
            : false;
    }
}
