//! TLS for terminals, where the operator has a certificate: PEM files, read once.

use std::io;
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// An acceptor with this certificate chain and key.
pub fn acceptor(chain: &Path, key: &Path) -> io::Result<TlsAcceptor> {
    let broken = |error: &dyn std::fmt::Display| {
        io::Error::new(io::ErrorKind::InvalidData, error.to_string())
    };
    let certificates = CertificateDer::pem_file_iter(chain).map_err(|error| broken(&error))?;
    let certificates: Result<Vec<_>, _> = certificates.collect();
    let certificates = certificates.map_err(|error| broken(&error))?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| broken(&error))?;
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(certificates, key);
    Ok(TlsAcceptor::from(Arc::new(
        config.map_err(|error| broken(&error))?,
    )))
}
