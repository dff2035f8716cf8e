BeforeDiscovery {
    $vectors = $env:SWARM_VECTORS ? $env:SWARM_VECTORS : (Join-Path $PSScriptRoot '..' '..' '..' shared vectors)
    $sigstore = Join-Path $vectors sigstore
    $isHere = Test-Path $sigstore
    if (-not $isHere) {
        Write-Warning "The Sigstore vectors are not here: $sigstore. The tests of good bundles are skipped."
    }
}

BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    Set-Content -LiteralPath artifact -Value x
    Set-Content -LiteralPath empty.sigstore.json -Value '{}'
}
AfterAll { Exit-Scene }

Describe 'Test-SwarmAttestation' {
    It 'gives a verdict on what is no bundle' {
        $verdict = Test-SwarmAttestation empty.sigstore.json artifact -SourceOwner example
        $verdict.IsValid | Should -BeFalse
        $verdict.Reason | Should -BeLike '*no Sigstore bundle*'
        $verdict.Identity | Should -BeNullOrEmpty
        Get-Item empty.sigstore.json | Test-SwarmAttestation -ArtifactPath artifact -SourceOwner example -Quiet | Should -BeFalse
    }

    It 'says what cannot be read, and goes on with the next' {
        $found = 'nowhere.json', 'empty.sigstore.json' | Test-SwarmAttestation -ArtifactPath artifact -SourceOwner example -ErrorVariable failure -ErrorAction SilentlyContinue
        $found | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPathInvalid,*'
        Test-SwarmAttestation empty.sigstore.json artifact -TrustedRoot nowhere -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPathInvalid,*'
    }

    It 'completes the trusted roots that ship with the module' {
        $line = 'Test-SwarmAttestation -TrustedRoot p'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Contain public-good
    }

    Context 'with bundles that others made' -Skip:(-not $isHere) -ForEach @{ Sigstore = $sigstore } {
        BeforeAll {
            $bundle = Join-Path $Sigstore happy-path-v0.3 bundle.sigstore.json
            $artifact = Join-Path $Sigstore a.txt
            $signer = @{
                SourceRepository = 'sigstore-conformance/extremely-dangerous-public-oidc-beacon'
                Issuer           = 'https://token.actions.githubusercontent.com'
            }
        }

        It 'verifies one for a file and for its digest, against the root that ships with the module' {
            $verdict = Test-SwarmAttestation $bundle $artifact @signer
            $verdict.IsValid | Should -BeTrue
            $verdict.SourceCommit | Should -Be c7b3dfb335f051e1c86bda4c716fac97df62ad81
            $verdict.TrustedRoot | Should -BeLike '*as of 20*'
            $verdict.SignedAt.Year | Should -Be 2024
            Test-SwarmAttestation $bundle -Digest $verdict.SubjectDigest @signer -Quiet | Should -BeTrue
        }

        It 'refuses another artifact, signer or root' {
            Test-SwarmAttestation $bundle ./artifact @signer -Quiet | Should -BeFalse
            Test-SwarmAttestation $bundle $artifact -SourceRepository other/repository -Quiet | Should -BeFalse
            Test-SwarmAttestation $bundle $artifact @signer -TrustedRoot github -Quiet | Should -BeFalse
            Test-SwarmAttestation $bundle $artifact -Quiet | Should -BeFalse
        }
    }
}
