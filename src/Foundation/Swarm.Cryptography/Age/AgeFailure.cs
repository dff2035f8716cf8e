namespace Swarm.Cryptography.Age;

/// <summary>Why an age file was not opened.</summary>
public enum AgeFailure
{
    /// <summary>The header is malformed: this is no age file, or it was cut short or altered.</summary>
    HeaderInvalid,

    /// <summary>The header is well formed, and none of the identities is one of its recipients: the wrong key.</summary>
    NoMatch,

    /// <summary>An identity matched, and the header was altered: its MAC does not hold.</summary>
    HmacInvalid,

    /// <summary>The ASCII armor around the file is malformed.</summary>
    ArmorInvalid,

    /// <summary>The payload was altered, cut short or extended.</summary>
    PayloadInvalid,

    /// <summary>The file uses a version or a kind of recipient (a passphrase, a hybrid key) that Swarm does not.</summary>
    Unsupported,
}
