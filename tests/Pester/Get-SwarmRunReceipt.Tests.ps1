BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
    $closed = Start-SwarmRun -RouteMode None -Sandbox None -Label closed {
        try { Invoke-WebRequest http://host.example/path?secret -Body 'body' -Method Post -TimeoutSec 20 } catch { $_.Exception.Message > $env:SWARM_OUTPUT }
    }
}
AfterAll { Exit-Scene }

Describe 'Get-SwarmRunReceipt' {
    It 'gives what was decided, and nothing of what was asked' {
        $receipt = $closed | Get-SwarmRunReceipt
        $receipt | Should -HaveCount 1
        $receipt.Host | Should -Be host.example
        $receipt.Port | Should -Be 80
        $receipt.Verdict | Should -Be denied
        $receipt.Rule | Should -Be closed
        $receipt.BytesUp + $receipt.BytesDown | Should -Be 0
        $receipt.RunId | Should -Be $closed.RunId
        "$receipt" | Should -Be 'denied host.example:80'
        ($receipt | ConvertTo-Json) | Should -Not -BeLike '*secret*'
        $closed.Response | Should -BeLike '*403*'
    }

    It 'shows the whole port in a narrow window' {
        ($closed | Get-SwarmRunReceipt | Format-Table | Out-String -Width 80) | Should -BeLike '*denied*closed*80*'
    }

    It 'takes a label, a node, a run and a receipt' {
        (Get-SwarmRunReceipt closed).Host | Should -Be host.example
        (Get-SwarmNode closed | Get-SwarmRunReceipt).Host | Should -Be host.example
        (Get-SwarmRun -Label closed | Get-SwarmRunReceipt | Get-SwarmRunReceipt).Host | Should -Be host.example
    }

    It 'says why there are none' {
        $base | Get-SwarmRunReceipt -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmReceiptsAbsent,*'
    }

    It 'stands behind the digest of the certificate' {
        $certificate = $closed | Get-SwarmCertificate
        $certificate.RouteMode | Should -Be none
        $certificate.Enforcement | Should -Be proxy_only
        $certificate.ReceiptsHash | Should -BeLike 'sha256:*'
    }
}

Describe 'A confined run' -Skip:(-not $IsLinux) {
    It 'reaches nothing but its own folders, and its certificate says so' {
        Set-Content ./beside.txt secret
        $beside = (Get-Item ./beside.txt).FullName
        $run = Start-SwarmRun -Workspace ./repo -Sandbox Confined -Label confined {
            $found = Test-Path $using:beside
            "$found $(Get-Content readme.txt) $((Get-Process).Count -lt 10)" > $env:SWARM_OUTPUT
        }
        $run.Response | Should -Be 'False a small workspace True'
        Test-SwarmCertificate $run -Require Sandbox, Enforcement -Quiet | Should -BeTrue
        (Get-SwarmCertificate $run).Sandbox | Should -BeLike 'linux-namespaces *'
        Get-SwarmRunReceipt $run | Should -BeNullOrEmpty
    }

    It 'is refused where the policy has more' {
        $policy = New-SwarmPolicy ./closed.json -RouteMode None -Sandbox Confined -ProcessLimit 200 -Required route, sandbox, processes
        Start-SwarmRun -Policy $policy -RouteMode Direct { } -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPolicyDenied,*'
        (Start-SwarmRun -Policy $policy -Label tight { 'x' > $env:SWARM_OUTPUT }).Response | Should -Be x
    }
}
