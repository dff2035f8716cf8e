BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
    $other = New-Base other
    Set-Content -LiteralPath inputs.json -Value '[1, 2]'
    @{
        type                 = 'swarm-proof-v1'
        proof_system         = 'test'
        claims               = @{ artifact_hash = $base.ArtifactHash; job_id = $base.RunId }
        public_inputs_sha256 = "sha256:$((Get-FileHash inputs.json).Hash.ToLowerInvariant())"
    } | ConvertTo-Json | Set-Content proof.json
}
AfterAll { Exit-Scene }

Describe 'Test-SwarmProof' {
    It 'holds for the certificate that it names, and says that the proof itself was not checked' {
        $verdict = Test-SwarmProof proof.json $base.CertificatePath -PublicInputPath inputs.json
        $verdict.IsValid | Should -BeTrue
        $verdict.ProofSystem | Should -Be test
        ($verdict.Checks | Where-Object Name -EQ proof).Status | Should -Be unavailable
        Get-Item proof.json | Test-SwarmProof -CertificatePath $base.CertificatePath -PublicInputPath inputs.json -Quiet | Should -BeTrue
    }

    It 'does not hold for another certificate, or without its inputs' {
        $verdict = Test-SwarmProof proof.json $other.CertificatePath -PublicInputPath inputs.json
        $verdict.IsValid | Should -BeFalse
        $verdict.ErrorCode | Should -Be PROOF_INVALID
        Test-SwarmProof proof.json $base.CertificatePath -Quiet | Should -BeFalse
    }

    It 'says what cannot be read' {
        Test-SwarmProof nowhere.json $base.CertificatePath -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPathInvalid,*'
    }
}
